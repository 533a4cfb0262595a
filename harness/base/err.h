/*
 * An error: a negative errno and one line of text, in storage that the caller owns. It knows
 * nothing of what failed; whoever does sets it, and each floor above may put its own words in
 * front. Only cli prints.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

struct sck_err {
	int code;       /* negative errno; 0: no error */
	char text[512]; /* one line without its newline, cut where it does not fit */
};

/* Sets ERR and returns CODE, so that a function can end with `return err_set(...)`. */
__attribute__((format(printf, 3, 4))) int err_set(struct sck_err *err, int code, const char *format, ...);
/* The same, with ": " and strerror(-CODE) behind the text. */
__attribute__((format(printf, 3, 4))) int err_errno(struct sck_err *err, int code, const char *format, ...);
/* Puts "while FORMAT...: " in front of what ERR says; returns its code. */
__attribute__((format(printf, 2, 3))) int err_wrap(struct sck_err *err, const char *format, ...);
/* ERR may be NULL in all of them: then only the code is returned, by err_wrap() 0. */

#endif
