-- Schema version 29: the traits of pages are other ones, three of each place (scan.h). Those that wait are taken of the masters.
UPDATE alike_due SET traits = NULL;
