/* tests/bench/office.h - where pages of a language come from. */
#pragma once

/* The languages of an office whose pages are read by this model of Tesseract's, likeliest first. */
const char *bench_office(const char *recognition);
