package dev.thalweg.cli;

import picocli.CommandLine.IVersionProvider;

/** The version of the jar that runs. */
final class VersionProvider implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {"thalweg " + number()};
  }

  static String number() {
    String version = Thalweg.class.getPackage().getImplementationVersion();
    return version == null ? "(not packaged)" : version;
  }
}
