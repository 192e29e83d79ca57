package dev.thalweg.cli.ingest;

import picocli.CommandLine.Command;

/** {@code thalweg mapping}. */
@Command(
    name = "mapping",
    description = "Draft a mapping of a topic, and see what it makes of the records.",
    subcommands = {MappingInferCommand.class, MappingCheckCommand.class})
public final class MappingCommand {}
