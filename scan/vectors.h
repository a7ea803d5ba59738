/* scan/vectors.h - loops over every pixel, for all folders. */
#pragma once

/* A loop that is made twice where the compiler can, for processors with AVX2 too, and chosen from when the
 * program starts; not under the sanitizers, which start later. For static functions: clang gives others another
 * name. */
#if defined(__x86_64__) && defined(__gnu_linux__) && !defined(MUHAFIZ_SANITIZED)
#define VECTORS __attribute__((target_clones("avx2", "default")))
#else
#define VECTORS
#endif
