/**
 * Standard output, signals, failures and log lines: what every command shares with its terminal.
 *
 * <p>May depend on picocli and the Java platform. Invariant: whatever goes wrong, a person sees one
 * sentence.
 */
package dev.thalweg.cli.terminal;
