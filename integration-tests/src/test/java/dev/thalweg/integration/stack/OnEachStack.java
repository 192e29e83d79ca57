package dev.thalweg.integration.stack;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/**
 * The tests of the class run on each stack that {@code -Dit.stack} asks for: {@code embedded},
 * {@code containers} or {@code both}. Where it says nothing they run on the embedded one, and where
 * a Docker engine answers on containers too. The stack is the class's one parameter.
 *
 * <p>Classes run beside each other: JUnit (6.1) takes no class with parameters for one that the
 * default for classes is about. So do their tests, except with {@link Execution} on a test that
 * says otherwise, or a {@link ResourceLock} on the class.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Execution(ExecutionMode.CONCURRENT)
@ParameterizedClass(name = "on {0}", autoCloseArguments = false)
@ArgumentsSource(Stacks.class)
public @interface OnEachStack {
  /**
   * Whether the class runs on containers also where nobody asks for a stack: where the broker's or
   * the registry's own doing is its subject, so that the embedded ones might do otherwise.
   */
  boolean containersByDefault() default true;

  /** Whether the class has a stack of its own: where it takes the broker from everybody. */
  boolean alone() default false;
}
