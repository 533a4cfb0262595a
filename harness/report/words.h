/*
 * The words of the reports that people read, in the languages that there are. What a suite says (its cases, what it asks, its hints) and
 * what a verdict says stays as it was written.
 */
#ifndef REPORT_WORDS_H
#define REPORT_WORDS_H

#include <stdbool.h>

enum word {
	WORD_PASS,
	WORD_FAIL,
	WORD_SKIP,
	WORD_BROKEN,
	WORD_NOT_RUN,
	WORD_MIXED,
	WORD_POINTS,
	WORD_POINTS_OF,
	WORD_PASSED,
	WORD_FAILED,
	WORD_SKIPPED,
	WORD_BROKE,
	WORD_PROGRAM,
	WORD_OVER,
	WORD_TO_FAILURES,
	WORD_TO_CASES,
	WORD_FAILURES,
	WORD_ALL_PASSED,
	WORD_COVERAGE, /* lines that were run, lines that there are */
	WORD_OUTCOMES_TITLE,
	WORD_OUTCOMES_KEY,
	WORD_LINE,
	WORD_CALL,
	WORD_MET,
	WORD_OUTCOMES,
	WORD_CASES,
	WORD_CASE,
	WORD_VERDICT,
	WORD_FAMILIES,
	WORD_NEEDS,
	WORD_ASKED,
	WORD_WANTED,
	WORD_GOT,
	WORD_BYTES,
	WORD_STOOD,
	WORD_HINT,
	WORD_HAPPENED,
	WORD_BUILT,
	WORD_ERRORS,
	WORD_AGAIN,
	WORD_AT,
	WORD_OPEN_QUOTE,
	WORD_CLOSE_QUOTE,
	WORD_TEST,
	WORD_OTHER_END,
	WORD_PROCESS,
	WORD_THREAD,
	WORD_IN,
	WORD_OUT,
	WORD_BYTES_COUNT,
	WORD_IN_HEX,
	WORD_END,
	WORD_RESET,
	WORD_REFUSED,
	WORD_CONNECTION,
	WORD_CLOSE,
	WORD_OPEN,
	WORD_INJECTED,
	WORD_UNMET,
	WORD_OMITTED,
	WORD_LEGEND,
	WORD_LEGEND_RECORD,
	WORD_WEAKER_FOR,
	WORD_WEAKER_AND,
	WORD_WEAKER_SANDBOX, /* why */
	WORD_WEAKER_TRACING, /* why */
	WORD_WEAKER_HOW,
	WORD_MADE_BY,
	WORD_CLASS,
	WORD_STUDENTS,
	WORD_STUDENT,
	WORD_MEAN,
	WORD_MEDIAN,
	WORD_ALL_RIGHT,
	WORD_HAVE_BROKEN,
	WORD_LEFT,
	WORD_SPREAD,
	WORD_SPREAD_TEXT,
	WORD_COMMON,
	WORD_NO_FAILURES,
	WORD_MATRIX,
	WORD_MATRIX_TEXT,
	WORD_NO_RESULTS,
	WORD_HIDDEN,
	WORD_HIDDEN_ONE,
	WORD_HIDDEN_CASES,
	WORD_HIDDEN_FAIL,
	WORD_HIDDEN_SKIP,
	WORD_HIDDEN_BROKEN,
	WORD_HIDDEN_NOT_RUN,
	WORDS_COUNT,
};

bool words_know(const char *lang); /* is there such a language? */
/* In LANG; in English where it is NULL or not known. Some are formats of bytes_printf(): the table says with what. */
const char *words_get(enum word word, const char *lang);
/* The same of COUNT: the singular is of 1 in English, and of what is less than 2 in French. */
const char *words_counted(enum word word, double count, const char *lang);
/* What a cause ("deadlock") means, in a few words; NULL: nothing to add to it. */
const char *words_cause(const char *cause, const char *lang);

#endif
