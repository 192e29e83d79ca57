package dev.thalweg.monitor.accuracy;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;

/** The tally of one cell on its way from a join to where accuracy is counted. */
public record CellTally(Cell cell, Tally tally) {

  /** The value of the record; its key is the model. */
  public byte[] toBytes() {
    byte[] model = cell.model().getBytes(UTF_8);
    int bytes = 2 * Long.BYTES + Integer.BYTES + model.length + tally.bytes();
    ByteBuffer out = ByteBuffer.allocate(bytes);
    out.putLong(cell.version()).putLong(cell.windowStart()).putInt(model.length).put(model);
    tally.writeTo(out);
    return out.array();
  }

  public static CellTally fromBytes(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    long version = in.getLong();
    long windowStart = in.getLong();
    int length = in.getInt();
    String model = new String(bytes, in.position(), length, UTF_8);
    in.position(in.position() + length);
    return new CellTally(new Cell(model, version, windowStart), Tally.readFrom(in));
  }
}
