/**
 * The program as a process of its own: how tests start it, signal it and read what it says.
 *
 * <p>May depend on nothing of this module. Invariant: a process that was started here meets every
 * signal as it would at a terminal, whatever this virtual machine was told to ignore.
 */
package dev.thalweg.integration.process;
