package dev.thalweg.model.optimizer;

import dev.thalweg.model.setting.Kind;
import dev.thalweg.model.setting.Kinds;
import java.util.List;

/** How a gradient g becomes a change of the parameters w, at the schedule's rate r. */
public sealed interface Optimizer extends Kind.Of<Optimizer>
    permits Sgd, Momentum, Nesterov, Adam, AdamW {

  /** A new update of so many parameters, its moments zero. */
  Update update(int parameters);

  /** All kinds. */
  static Kinds<Optimizer> kinds() {
    return new Kinds<>(
        "optimizer", List.of(Sgd.KIND, Momentum.KIND, Nesterov.KIND, Adam.KIND, AdamW.KIND));
  }
}
