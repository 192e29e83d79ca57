package dev.thalweg.snapshots.parts;

import dev.thalweg.model.state.FlatState;
import dev.thalweg.schemas.SnapshotRing;
import dev.thalweg.schemas.avro.Snapshot;
import dev.thalweg.topics.parts.Parts;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.avro.Schema;

/** Cuts a snapshot into its records. */
public final class SnapshotParts {
  private static final ByteBuffer NO_BYTES = ByteBuffer.allocate(0);

  private SnapshotParts() {}

  /**
   * Hands over a snapshot's records in the order in which they are to be written, in one
   * transaction: itself, or its parts and then its head, where its parameters take more than
   * {@value Parts#BYTES} bytes.
   *
   * @param key under which it is kept
   * @param snapshot sealed, with its parameters
   */
  public static void write(byte[] key, Snapshot snapshot, BiConsumer<byte[], Snapshot> sink) {
    long bytes = snapshot.getParameters().remaining();
    if (bytes <= Parts.BYTES) {
      sink.accept(key, snapshot);
      return;
    }
    Snapshot head = new Snapshot();
    for (Schema.Field field : snapshot.getSchema().getFields()) {
      head.put(field.pos(), snapshot.get(field.pos()));
    }
    head.setParameters(NO_BYTES);
    head.setParts(Parts.count(bytes));
    writeParts(key, head, new FlatState().add(snapshot.getParameters().slice()), sink);
    sink.accept(key, head);
  }

  /**
   * Hands over the parts alone, of which there are none where the snapshot has none.
   *
   * @param head the head, or the snapshot with its parameters
   * @param parameters all of them
   */
  public static void writeParts(
      byte[] key, Snapshot head, FlatState parameters, BiConsumer<byte[], Snapshot> sink) {
    for (int number = 0; head.getParts() != null && number < head.getParts(); number++) {
      byte[] bytes = new byte[Parts.length(number, parameters.size())];
      parameters.get((long) number * Parts.BYTES, ByteBuffer.wrap(bytes));
      sink.accept(SnapshotRing.partKey(key, number), part(head, number, bytes));
    }
  }

  private static Snapshot part(Snapshot head, int number, byte[] bytes) {
    Snapshot part = new Snapshot();
    part.setModel(head.getModel());
    part.setSequence(head.getSequence());
    part.setVersion(head.getVersion());
    part.setArchitecture("");
    part.setHyperparameters(Map.of());
    part.setParameters(ByteBuffer.wrap(bytes));
    part.setContentSha256(head.getContentSha256());
    part.setParentSha256("");
    part.setSha256(head.getSha256());
    part.setOffsets(List.of());
    part.setBackend("");
    part.setTrainedAt(head.getTrainedAt());
    part.setPart(number);
    return part;
  }
}
