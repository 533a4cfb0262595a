/*
 * The table: a row a word, a column a language. A format has the same conversions in each of them. It knows no page.
 */
#include "report/words.h"
#include <stddef.h>
#include <string.h>

enum lang { ENGLISH, FRENCH, LANGS };

static const char *const langs[LANGS] = { "en", "fr" };

static const char *const words[WORDS_COUNT][LANGS] = {
	[WORD_PASS] = { "Pass", "Réussi" },
	[WORD_FAIL] = { "Fail", "Échec" },
	[WORD_SKIP] = { "Skipped", "Omis" },
	[WORD_BROKEN] = { "Broken", "En panne" },
	[WORD_NOT_RUN] = { "Not run", "Non exécuté" },
	[WORD_MIXED] = { "Fails over some families", "Échoue pour certaines familles" },
	[WORD_POINTS] = { "Points", "Points" },
	[WORD_POINTS_OF] = { "of %s points", "sur %s points" },
	[WORD_PASSED] = { "passed", "réussis" },
	[WORD_FAILED] = { "failed", "échoués" },
	[WORD_SKIPPED] = { "not run", "non exécutés" },
	[WORD_BROKE] = { "broken: not your fault", "en panne : pas de votre faute" },
	[WORD_PROGRAM] = { "Program", "Programme" },
	[WORD_OVER] = { "Over", "Par" },
	[WORD_TO_FAILURES] = { "Skip to what failed", "Aller aux échecs" },
	[WORD_TO_CASES] = { "All cases", "Tous les cas" },
	[WORD_FAILURES] = { "What to look at", "À regarder" },
	[WORD_ALL_PASSED] = { "Every case that was run has passed.",
			      "Tous les cas exécutés ont réussi." },
	[WORD_OUTCOMES_TITLE] = { "What each call has met", "Ce que chaque appel a rencontré" },
	[WORD_OUTCOMES_KEY] = { "Of all that a call could meet: - was not met, ! was met in a case "
				"that failed.",
				"De tout ce qu'un appel pourrait rencontrer : - n'est pas arrivé, "
				"! est arrivé dans un cas qui a échoué." },
	[WORD_LINE] = { "Line", "Ligne" },
	[WORD_CALL] = { "Call", "Appel" },
	[WORD_MET] = { "Met", "Rencontrées" },
	[WORD_OUTCOMES] = { "Outcomes", "Issues" },
	[WORD_COVERAGE] = { "%lld of %lld lines were run", "%lld lignes exécutées sur %lld" },
	[WORD_CASES] = { "All cases", "Tous les cas" },
	[WORD_CASE] = { "Case", "Cas" },
	[WORD_VERDICT] = { "Verdict", "Verdict" },
	[WORD_FAMILIES] = { "over", "par" },
	[WORD_NEEDS] = { "needs: ", "dépend de : " },
	[WORD_ASKED] = { "The assignment asks", "L’énoncé demande" },
	[WORD_WANTED] = { "Wanted", "Attendu" },
	[WORD_GOT] = { "Came", "Reçu" },
	[WORD_BYTES] = { "Byte by byte", "Octet par octet" },
	[WORD_STOOD] = { "Where everybody stood", "Où chacun en était" },
	[WORD_HINT] = { "Hint", "Piste" },
	[WORD_HAPPENED] = { "What happened", "Ce qui s’est passé" },
	[WORD_BUILT] = { "What the compiler said", "Ce qu’a dit le compilateur" },
	[WORD_ERRORS] = { "What the program wrote to standard error",
			  "Ce que le programme a écrit sur l’erreur standard" },
	[WORD_AGAIN] = { "Run just this again", "Relancer seulement ce cas" },
	[WORD_AT] = { "step at", "étape" },
	[WORD_OPEN_QUOTE] = { "“", "« " },
	[WORD_CLOSE_QUOTE] = { "”", " »" },
	[WORD_TEST] = { "the test", "le test" },
	[WORD_OTHER_END] = { "the other end", "l’autre bout" },
	[WORD_PROCESS] = { "process %d", "processus %d" },
	[WORD_THREAD] = { "thread %d", "thread %d" },
	[WORD_IN] = { "to the program: ", "vers le programme : " },
	[WORD_OUT] = { "from the program: ", "depuis le programme : " },
	[WORD_BYTES_COUNT] = { "%lld bytes", "%lld octets" },
	[WORD_IN_HEX] = { "in hexadecimal", "en hexadécimal" },
	[WORD_END] = { "end of the stream", "fin du flux" },
	[WORD_RESET] = { "reset", "réinitialisation" },
	[WORD_REFUSED] = { "refused", "refus" },
	[WORD_CONNECTION] = { "connection", "connexion" },
	[WORD_CLOSE] = { "closes", "ferme" },
	[WORD_OPEN] = { "waits, and never returned", "attend, n’a jamais rendu la main" },
	[WORD_INJECTED] = { "injected: ", "injecté : " },
	[WORD_UNMET] = { "not met", "non satisfait" },
	[WORD_OMITTED] = { "%lld earlier rows are left out", "%lld lignes antérieures omises" },
	[WORD_LEGEND] = { "From top to bottom, as it came to pass: the test on the left, the "
			  "program on the right, arrows for what went over the socket.",
			  "De haut en bas, dans l’ordre : le test à gauche, le programme à droite, "
			  "une flèche pour ce qui a passé par la socket." },
	[WORD_LEGEND_RECORD] = { "From top to bottom, as it came to pass: on the left whoever is "
				 "at the other end, on the right the programs, arrows for what "
				 "went over the socket.",
				 "De haut en bas, dans l’ordre où cela s’est produit : à gauche "
				 "l’autre bout, à droite les programmes, des flèches pour ce qui a "
				 "passé par la socket." },
	[WORD_WEAKER_FOR] = { "weaker than it could be, for ",
			      "moins rigoureux que possible, car " },
	[WORD_WEAKER_AND] = { "; and ", " ; et " },
	[WORD_WEAKER_SANDBOX] = { "there is no sandbox here (%s): submissions ran as users of "
				  "their own, on this "
				  "machine's files and loopback, where a case that needs one of "
				  "its own was skipped",
				  "il n’y a pas ici de bac à sable (%s) : chaque programme rendu a "
				  "tourné sous un "
				  "utilisateur à lui, avec les fichiers et la boucle locale de "
				  "cette machine, et "
				  "les cas qui ont besoin de leur propre boucle locale ont été "
				  "omis" },
	[WORD_WEAKER_TRACING] = { "programs may not be traced here (%s): cases that see or bend "
				  "calls are skipped",
				  "les programmes ne peuvent pas être tracés ici (%s) : les cas "
				  "qui observent ou "
				  "modifient des appels sont omis" },
	[WORD_WEAKER_HOW] = { "; 'sockcheck doctor' says how to allow it",
			      " ; « sockcheck doctor » dit comment le permettre" },
	[WORD_MADE_BY] = { "Made by sockcheck", "Produit par sockcheck" },
	[WORD_CLASS] = { "the class", "la classe" },
	[WORD_STUDENTS] = { "students", "étudiants" },
	[WORD_STUDENT] = { "Student", "Étudiant" },
	[WORD_MEAN] = { "mean", "moyenne" },
	[WORD_MEDIAN] = { "median", "médiane" },
	[WORD_ALL_RIGHT] = { "pass every case", "réussissent tous les cas" },
	[WORD_HAVE_BROKEN] = { "have broken cases: not their fault, and not among their points",
			       "ont des cas en panne : pas de leur faute, et hors de leurs "
			       "points" },
	[WORD_LEFT] = { "not graded yet", "pas encore notés" },
	[WORD_SPREAD] = { "How the points are spread", "Répartition des points" },
	[WORD_SPREAD_TEXT] = { "%d to %d %%: %zu students", "%d à %d %% : %zu étudiants" },
	[WORD_COMMON] = { "What fails most", "Les échecs les plus fréquents" },
	[WORD_NO_FAILURES] = { "Nothing failed.", "Aucun échec." },
	[WORD_MATRIX] = { "Who passes what", "Qui réussit quoi" },
	[WORD_MATRIX_TEXT] = { "A number stands for a case; the list below says which.",
			       "Un numéro désigne un cas ; la liste ci-dessous dit lequel." },
	[WORD_NO_RESULTS] = { "no results", "aucun résultat" },
	[WORD_HIDDEN] = { "hidden", "caché" },
	[WORD_HIDDEN_ONE] = { "a hidden case", "un cas caché" },
	[WORD_HIDDEN_CASES] = { "%zu hidden cases, %zu passed", "%zu cas cachés ; réussis : %zu" },
	[WORD_HIDDEN_FAIL] = { "a hidden case is not explained",
			       "un cas caché n’est pas expliqué" },
	[WORD_HIDDEN_SKIP] = { "not run", "non exécuté" },
	[WORD_HIDDEN_BROKEN] = { "a hidden case could not be judged",
				 "un cas caché n’a pas pu être jugé" },
	[WORD_HIDDEN_NOT_RUN] = { "not run, as a hidden case failed",
				  "non exécuté, car un cas caché a échoué" },
};

/* Of one, where that is another word. */
static const char *const ones[WORDS_COUNT][LANGS] = {
	[WORD_POINTS_OF] = { "of %s point", "sur %s point" },
	[WORD_PASSED] = { NULL, "réussi" },
	[WORD_FAILED] = { NULL, "échoué" },
	[WORD_SKIPPED] = { NULL, "non exécuté" },
	[WORD_COVERAGE] = { NULL, "%lld ligne exécutée sur %lld" },
	[WORD_BYTES_COUNT] = { "%lld byte", "%lld octet" },
	[WORD_OMITTED] = { "%lld earlier row is left out", "%lld ligne antérieure omise" },
	[WORD_STUDENTS] = { "student", "étudiant" },
	[WORD_ALL_RIGHT] = { "passes every case", "réussit tous les cas" },
	[WORD_HAVE_BROKEN] = { "has broken cases: not their fault, and not among their points",
			       "a des cas en panne : pas de sa faute, et hors de ses points" },
	[WORD_LEFT] = { NULL, "pas encore noté" },
	[WORD_SPREAD_TEXT] = { "%d to %d %%: %zu student", "%d à %d %% : %zu étudiant" },
	[WORD_HIDDEN_CASES] = { "%zu hidden case, %zu passed", "%zu cas caché ; réussis : %zu" },
};

static const struct cause_row {
	const char *cause;
	const char *text[LANGS];
} causes[] = {
	{ "build", { "it does not build", "la compilation échoue" } },
	{ "bytes", { "other bytes than wanted", "d’autres octets que ceux attendus" } },
	{ "end", { "the connection ends too early, or not at all", "la connexion se ferme trop tôt, ou jamais" } },
	{ "exit", { "the program ends wrongly", "le programme se termine mal" } },
	{ "signal", { "a signal ends the program", "un signal termine le programme" } },
	{ "deadlock", { "everybody waits for everybody", "chacun attend les autres" } },
	{ "limit", { "it takes too much time, or too many processes", "trop de temps, ou trop de processus" } },
	{ "calls", { "the socket calls are wrong", "les appels aux sockets sont faux" } },
	{ "leak", { "descriptors are left open", "des descripteurs restent ouverts" } },
	{ "zombie", { "ended children are not waited for", "des enfants terminés ne sont pas attendus" } },
	{ "spin", { "it turns in a loop instead of waiting", "il boucle au lieu d’attendre" } },
	{ "memory", { "memory is used wrongly, or too much of it", "la mémoire est mal utilisée, ou trop" } },
	{ "assert", { "a condition of the test does not hold", "une condition du test est fausse" } },
};

static enum lang find_lang(const char *lang)
{
	for (int i = 0; lang && i < LANGS; i++)
		if (!strcmp(langs[i], lang))
			return (enum lang)i;
	return ENGLISH;
}

bool words_know(const char *lang)
{
	return !strcmp(lang, langs[find_lang(lang)]);
}

const char *words_get(enum word word, const char *lang)
{
	return words[word][find_lang(lang)];
}

const char *words_counted(enum word word, double count, const char *lang)
{
	const enum lang found = find_lang(lang);
	const bool is_one = found == FRENCH ? count < 2 : count == 1;

	return is_one && ones[word][found] ? ones[word][found] : words[word][found];
}

const char *words_cause(const char *cause, const char *lang)
{
	for (size_t i = 0; cause && i < sizeof(causes) / sizeof(causes[0]); i++)
		if (!strcmp(causes[i].cause, cause))
			return causes[i].text[find_lang(lang)];
	return NULL;
}
