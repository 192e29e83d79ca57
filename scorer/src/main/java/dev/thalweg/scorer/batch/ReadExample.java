package dev.thalweg.scorer.batch;

import dev.thalweg.schemas.avro.Example;
import dev.thalweg.schemas.provenance.Provenance;
import java.util.Optional;

/**
 * An example of a record.
 *
 * @param from how it was made, as far as that is known
 */
public record ReadExample(Example example, Optional<Provenance> from) {}
