package dev.thalweg.integration.stack;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * A class that takes three minutes or more on two cores, and is run when all are asked for; one of
 * them at a time.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ResourceLock("minutes")
@EnabledIfSystemProperty(
    named = "it.all",
    matches = "true",
    disabledReason = "takes some minutes; -Dit.all=true runs it")
public @interface TakesMinutes {}
