/* Table E.1 of T.88: the probability estimation that the MQ coder follows. */
#include "pdf/mq.h"

/* Qe, NMPS, NLPS, for 0 and for 1 as the likelier value: an unlikely one keeps it so, or switches it. */
/* clang-format off */
#define K(qe, mps, lps) {qe, 2 * mps, 2 * lps}, {qe, 2 * mps + 1, 2 * lps + 1}
#define S(qe, mps, lps) {qe, 2 * mps, 2 * lps + 1}, {qe, 2 * mps + 1, 2 * lps}
/* clang-format on */

const MqState mq_states[MQ_N_STATES] = {
    S(0x5601, 1, 1),   K(0x3401, 2, 6),   K(0x1801, 3, 9),   K(0x0AC1, 4, 12),  K(0x0521, 5, 29),
    K(0x0221, 38, 33), S(0x5601, 7, 6),   K(0x5401, 8, 14),  K(0x4801, 9, 14),  K(0x3801, 10, 14),
    K(0x3001, 11, 17), K(0x2401, 12, 18), K(0x1C01, 13, 20), K(0x1601, 29, 21), S(0x5601, 15, 14),
    K(0x5401, 16, 14), K(0x5101, 17, 15), K(0x4801, 18, 16), K(0x3801, 19, 17), K(0x3401, 20, 18),
    K(0x3001, 21, 19), K(0x2801, 22, 19), K(0x2401, 23, 20), K(0x2201, 24, 21), K(0x1C01, 25, 22),
    K(0x1801, 26, 23), K(0x1601, 27, 24), K(0x1401, 28, 25), K(0x1201, 29, 26), K(0x1101, 30, 27),
    K(0x0AC1, 31, 28), K(0x09C1, 32, 29), K(0x08A1, 33, 30), K(0x0521, 34, 31), K(0x0441, 35, 32),
    K(0x02A1, 36, 33), K(0x0221, 37, 34), K(0x0141, 38, 35), K(0x0111, 39, 36), K(0x0085, 40, 37),
    K(0x0049, 41, 38), K(0x0025, 42, 39), K(0x0015, 43, 40), K(0x0009, 44, 41), K(0x0005, 45, 42),
    K(0x0001, 45, 43), K(0x5601, 46, 46),
};
