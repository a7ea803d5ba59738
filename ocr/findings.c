/* What the findings of a page are called, what they mean, and how they are written. */
#include "ocr/ocr.h"

#define FINDING(member) G_STRUCT_OFFSET(PageFindings, member)

const OcrFinding ocr_findings[] = {
    {"turn", FINDING(quarter_turns), 0, "quarter turns clockwise that made the page upright"},
    {"turn_said", FINDING(turn_is_said), 0, "1: a person said so; 0: it was found"},
    {"turn_confidence", FINDING(turn_confidence), 0,
     "0-100: how surely it reads that way up, or by how much better than any other; 0: it does not "
     "tell, and lies as it was scanned, as it was read before, or as its neighbours lie"},
    {"paper", FINDING(paper), 0, "luminance of the darkest twentieth of the paper, 0-255"},
    {"through", FINDING(through_percent), 2,
     "share of the paper that the other side darkens, in percent"},
    {"cleaned", FINDING(is_cleaned), 0,
     "1: for the engine the paper was made white; 2: it is a negative, and was made positive; what "
     "people see never is"},
    {"lifted", FINDING(lifted_percent), 2,
     "share of the page where for the engine coloured ink was taken off print, in percent"},
    {"threshold", FINDING(threshold), 0, "luminance below which there is ink"},
    {"skew", FINDING(skew_degrees), 2, "degrees clockwise that were straightened out"},
    {"crop_left", FINDING(crop_left_px), 0, "pixels of the scanner's bed cut off"},
    {"crop_top", FINDING(crop_top_px), 0, "the same; below 0: added, so that no ink was lost"},
    {"crop_right", FINDING(crop_right_px), 0, "the same"},
    {"crop_bottom", FINDING(crop_bottom_px), 0, "the same"},
    {"letter", FINDING(letter_px), 1, "height of small letters in pixels; 0: no letters"},
    {"scale", FINDING(scale), 3, "size of the engine's image against what people see"},
    {"ink", FINDING(ink_percent), 4, "share of the page that is ink, in percent, after cleaning"},
    {"blank", FINDING(is_blank), 0, "1: there is nothing to read"},
    {"script", FINDING(script_score), 0, "0-100: how surely a sample reads with the model chosen"},
    {"kind", FINDING(kind), 0,
     "0: text, 1: a photograph, map or handwriting, kept as an image, 2: such and text"},
    {"drawn", FINDING(drawn_percent), 0,
     "share of the ink that no word and no rule holds, in percent: drawings, handwriting, "
     "signatures, stains"},
    {"unread", FINDING(unread_percent), 0,
     "share of the lines of text found in the ink in which nothing was read, in percent: "
     "handwriting, or a script that no language of the record or office is written in"},
    {"gutter", FINDING(gutter_px), 0, "where an opening's two pages were divided; 0: one page"},
    {"second_try", FINDING(second_try), 0,
     "1: it was read again with larger letters, in vain; 2: and that reading kept"},
    {0},
};

const char *ocr_finding_format(const OcrFinding *finding, const PageFindings *findings,
                               char number[G_ASCII_DTOSTR_BUF_SIZE])
{
    const char format[] = {'%', '.', (char)('0' + finding->decimals), 'f', 0};
    double value = G_STRUCT_MEMBER(double, findings, finding->offset);
    return g_ascii_formatd(number, G_ASCII_DTOSTR_BUF_SIZE, format, value);
}
