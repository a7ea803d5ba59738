/* tests/tools/one-thread.h - Tesseract on one thread, as Muhafiz runs it. */
#pragma once

/* Starts this program anew with OMP_THREAD_LIMIT=1 if it was started without: OpenMP reads it when it is
 * loaded, before main, and its threads cost up to ten times the processor. The first line of main. */
void one_thread(char **argv);
