/** A child process of this one: how it is started, what it says, how it ends with its parent. */
package dev.thalweg.cli.embedded.child;
