package dev.thalweg.cli.machine;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** An argument that names a file. */
public final class PathArgument implements ITypeConverter<Path> {
  @Override
  public Path convert(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new TypeConversionException(
          ("'%s' can't name a file here, where names of files are in %s: give another name, or set"
                  + " LC_ALL=C.UTF-8 in the environment.")
              .formatted(text, System.getProperty("sun.jnu.encoding")));
    }
  }
}
