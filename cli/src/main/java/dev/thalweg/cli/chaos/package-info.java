/**
 * A trainer under attack: its processes are killed, frozen and stopped at random, and so is the
 * broker, while a stream goes on; then what it learned is compared with an undisturbed fold.
 *
 * <p>May depend on {@code embedded}, {@code cluster} and the modules of the services, not on the
 * commands. Invariant: only processes that were started here are ever touched, and none of them is
 * left.
 */
package dev.thalweg.cli.chaos;
