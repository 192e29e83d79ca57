package dev.thalweg.trainer.log;

import dev.thalweg.model.state.FlatState;
import dev.thalweg.trainer.fold.FoldState;
import dev.thalweg.trainer.fold.StateParts;
import java.nio.ByteBuffer;

/** A learner's state as the changelog holds it: a record, or the head of parts. */
public interface LoggedState {
  /** The record's bytes, for {@link FoldState#fromBytes}. */
  byte[] value();

  /**
   * Reads the parts.
   *
   * @param target is given every byte of them
   * @throws dev.thalweg.schemas.UserException when they are not whole, or can't be read
   */
  void read(StateParts parts, FlatState target);

  /** The whole state, with a copy of all that its parts hold. */
  default FoldState whole() {
    FoldState state = FoldState.fromBytes(value());
    if (state.parts().isEmpty()) {
      return state;
    }
    ByteBuffer all = ByteBuffer.allocate(Math.toIntExact(state.parts().get().bytes()));
    read(state.parts().get(), new FlatState().add(all));
    return state.joined(all);
  }

  /** One without parts. */
  static LoggedState of(byte[] value) {
    return new LoggedState() {
      @Override
      public byte[] value() {
        return value;
      }

      @Override
      public void read(StateParts parts, FlatState target) {
        throw new IllegalStateException("a state in one record has no parts");
      }
    };
  }
}
