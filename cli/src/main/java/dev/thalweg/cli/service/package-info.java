/**
 * The commands that run a service until Ctrl-C, and what they assemble one from: its page, its
 * metrics, its HTTP.
 *
 * <p>May depend on the services' modules, {@code cli.assembly} and {@code cli.cluster}. Invariant:
 * no command assembles its service otherwise than by {@code cli.assembly}.
 */
package dev.thalweg.cli.service;
