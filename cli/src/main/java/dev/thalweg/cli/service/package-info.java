/**
 * The commands that run a service until Ctrl-C, and what is assembled around one: its page, its
 * metrics, its HTTP.
 *
 * <p>May depend on the services' modules and {@code cli.cluster}. Invariant: when any part of a
 * service dies, the service ends with a sentence.
 */
package dev.thalweg.cli.service;
