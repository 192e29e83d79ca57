/**
 * The embedded stack: a one-node Kafka broker and a schema registry on loopback, each in a virtual
 * machine of its own, with all their data under one directory.
 *
 * <p>Two classes here are main classes of those children: {@link
 * dev.thalweg.cli.embedded.BrokerProcess} and {@link dev.thalweg.cli.embedded.RegistryProcess}.
 * They run on small class paths and therefore use nothing of the other modules. The rest runs in
 * the parent, and depends on the Java library, SLF4J, {@code cli.tasks} and {@link
 * dev.thalweg.schemas.UserException}; only {@code BrokerProcess} and {@code BrokerSettings} know
 * Kafka's server.
 *
 * <p>The invariant: a child never outlives its parent, not even one that was killed, and a
 * directory has one owner at a time.
 */
package dev.thalweg.cli.embedded;
