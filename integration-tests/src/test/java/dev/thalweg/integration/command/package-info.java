/**
 * The commands: what they do together, what they say, and how they refuse.
 *
 * <p>May depend on {@code process} and {@code stack}. Invariant: a command whose process is not the
 * subject of a test runs inside the tests' virtual machine; see {@link
 * dev.thalweg.integration.command.CommandLineCluster}.
 */
package dev.thalweg.integration.command;
