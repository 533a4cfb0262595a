/* See edge_case.h. */
#include "facts/edge_case.h"

const struct edge_case edge_case_table[] = {
#include "facts/edge_case_rows.inc"
};
const size_t edge_case_table_count = sizeof(edge_case_table) / sizeof(edge_case_table[0]);
