/**
 * How a command finds its cluster, its pipeline and its own name.
 *
 * <p>May depend on {@code cli.embedded}, {@code cli.tasks} and the modules. Invariant: a flag wins
 * over the environment, and the environment over the file.
 */
package dev.thalweg.cli.cluster;
