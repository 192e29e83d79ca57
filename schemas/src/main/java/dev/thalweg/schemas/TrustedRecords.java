package dev.thalweg.schemas;

import dev.thalweg.schemas.avro.Sample;
import org.apache.avro.util.ClassSecurityValidator;

/**
 * Avro (1.12.2) makes records of those classes alone that it was told to trust, since a schema,
 * which may be a stranger's, names them. Ours are the generated ones; whatever was trusted before
 * stays so.
 */
final class TrustedRecords {
  private static final String PACKAGE = Sample.class.getPackageName();

  static {
    ClassSecurityValidator.setGlobal(
        ClassSecurityValidator.composite(
            ClassSecurityValidator.getGlobal(), type -> type.getPackageName().equals(PACKAGE)));
  }

  private TrustedRecords() {}

  /** Trusts them from now on; to be called before the first is read or written. */
  static void declare() {}
}
