/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.github.heartbeat.engine.concurrent;

import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.log.LogMessage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.isNull;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.BDDMockito.willThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.withSettings;

/**
 * Tests for {@link FailsafeLog}.
 */
@ExtendWith(OutputCaptureExtension.class)
class FailsafeLogTests {

	private final Log target = mock(Log.class);

	private final FailsafeLog log = new FailsafeLog(this.target);

	@Test
	void whenNothingFailsThenLogsAsItIs() {
		Exception failure = new IllegalStateException("test");
		this.log.error("one", failure);
		this.log.warn("two", failure);
		this.log.warn("three");
		this.log.info("four");
		this.log.debug("five", failure);
		this.log.debug("six");
		this.log.trace("seven");
		then(this.target).should().error("one", failure);
		then(this.target).should().warn("two", failure);
		then(this.target).should().warn("three", null);
		then(this.target).should().info("four", null);
		then(this.target).should().debug("five", failure);
		then(this.target).should().debug("six", null);
		then(this.target).should().trace("seven", null);
		then(this.target).shouldHaveNoMoreInteractions();
	}

	@Test
	void whenLevelIsAskedForThenTellsIt() {
		given(this.target.isDebugEnabled()).willReturn(true);
		assertThat(this.log.isDebugEnabled()).isTrue();
		assertThat(this.log.isTraceEnabled()).isFalse();
		given(this.target.isTraceEnabled()).willReturn(true);
		assertThat(this.log.isTraceEnabled()).isTrue();
	}

	@Test
	void whenLogAlwaysThrowsThenNothingIsThrown() {
		Log broken = mock(Log.class, withSettings().defaultAnswer((invocation) -> {
			throw new StackOverflowError("appender");
		}));
		FailsafeLog log = new FailsafeLog(broken);
		Exception failure = new IllegalStateException("test");
		assertThatNoException().isThrownBy(() -> {
			log.error("message", failure);
			log.warn("message", failure);
			log.warn("message");
			log.info("message");
			log.debug("message", failure);
			log.debug("message");
			log.trace("message");
		});
		assertThat(log.isDebugEnabled()).isFalse();
		assertThat(log.isTraceEnabled()).isFalse();
	}

	@Test
	void whenLoggedInTheBackgroundThenExecutorDoes() {
		ManualExecutor executor = new ManualExecutor();
		Exception failure = new IllegalStateException("test");
		this.log.warn(executor, "message", failure);
		then(this.target).shouldHaveNoInteractions();
		executor.runAll();
		then(this.target).should().warn("message", failure);
	}

	@Test
	void whenThereIsNoThreadToLogThenNothingIsThrown() {
		ManualExecutor executor = new ManualExecutor();
		executor.rejecting(true);
		assertThatNoException().isThrownBy(() -> this.log.warn(executor, "message", new IllegalStateException("test")));
	}

	@Test
	void whenFailureCannotBeLoggedThenMessageAndTypeAreLogged() {
		willThrow(new OutOfMemoryError("appender")).given(this.target).error(any(), any(UnprintableException.class));
		this.log.error("message", new UnprintableException());
		then(this.target).should()
			.error("message (a " + UnprintableException.class.getName() + " that can't be logged)", null);
	}

	@Test
	void whenMessageCannotBeMadeThenItsFailureIsLogged() {
		willThrow(new IllegalStateException("appender")).given(this.target).warn(any(LogMessage.class), isNull());
		this.log.warn(LogMessage.of(() -> {
			throw new IllegalArgumentException("odd");
		}));
		then(this.target).should()
			.warn("A message that can't be made, by a " + IllegalArgumentException.class.getName(), null);
	}

	@Test
	void whenMessageOfExceptionThrowsThenRealLogTellsOfIt(CapturedOutput output) {
		FailsafeLog log = FailsafeLog.of(FailsafeLogTests.class);
		log.error("This went wrong", new UnprintableException());
		assertThat(output).contains("This went wrong (a " + UnprintableException.class.getName());
	}

	@Test
	void whenMessageOfErrorThrowsErrorThenRealLogTellsOfIt(CapturedOutput output) {
		FailsafeLog log = FailsafeLog.of(FailsafeLogTests.class);
		log.warn("This went wrong", new UnprintableError());
		assertThat(output).contains("This went wrong (a " + UnprintableError.class.getName());
	}

	@Test
	void whenMessageOfCauseThrowsThenRealLogTellsOfIt(CapturedOutput output) {
		FailsafeLog log = FailsafeLog.of(FailsafeLogTests.class);
		log.error("This went wrong", new IllegalStateException("outer", new UnprintableException()));
		assertThat(output).contains("This went wrong");
	}

	private static final class UnprintableException extends RuntimeException {

		private static final long serialVersionUID = 1L;

		@Override
		public @Nullable String getMessage() {
			throw new IllegalStateException("There is no message");
		}

	}

	private static final class UnprintableError extends Error {

		private static final long serialVersionUID = 1L;

		@Override
		public @Nullable String getMessage() {
			throw new StackOverflowError();
		}

	}

}
