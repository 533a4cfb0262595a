/*
 * What a Java virtual machine shares with the others on its machine: the folder where each publishes its counters in a file
 * named after its PID. In a PID namespace of its own each is PID 2, and the second finds the first one's file locked and says
 * so on its standard output. The keeper covers the folder. Knows no session.
 */
#ifndef OS_JVM_H
#define OS_JVM_H

/*
 * "/tmp/hsperfdata_USER" of the effective user, made where it was missing, as any JVM would; NULL where this machine has no
 * java in PATH, or the folder cannot be had. Found out once and kept.
 */
const char *jvm_folder(void);

#endif
