/**
 * What a machine may lack or have differently, and how the program gets along: a home, room for
 * native libraries, a character set, classes that only its cloud knows.
 *
 * <p>Depends on the Java library, picocli and {@link dev.thalweg.schemas.UserException}. The
 * invariant: what is missing is replaced, or a sentence says what to set.
 */
package dev.thalweg.cli.machine;
