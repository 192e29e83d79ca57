/**
 * {@code bin/thalweg}: the command tree. Commands parse and wire; what they run lives in the
 * modules of the services.
 *
 * <p>May depend on everything. Invariant: whatever goes wrong, a person sees one sentence with the
 * cause and the remedy, the exit code is 1 (2 for a wrong command line), and no process is left.
 */
package dev.thalweg.cli;
