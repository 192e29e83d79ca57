package dev.thalweg.cli.terminal;

import picocli.CommandLine.IVersionProvider;

/** The version of the jar that runs. */
public final class VersionProvider implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {"thalweg " + number()};
  }

  /** The bare number. */
  public static String number() {
    String version = VersionProvider.class.getPackage().getImplementationVersion();
    return version == null ? "(not packaged)" : version;
  }
}
