package dev.thalweg.cli;

import picocli.CommandLine.Command;

/** {@code thalweg snapshots}. */
@Command(
    name = "snapshots",
    description = "Work with the snapshots that the topic still holds.",
    synopsisSubcommandLabel = "(export)",
    subcommands = SnapshotsExportCommand.class)
final class SnapshotsCommand {}
