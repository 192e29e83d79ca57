package dev.thalweg.cli;

import picocli.CommandLine.IVersionProvider;

/** The version of the jar that runs. */
final class VersionProvider implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version = Thalweg.class.getPackage().getImplementationVersion();
    return new String[] {"thalweg " + (version == null ? "(not packaged)" : version)};
  }
}
