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

package io.github.heartbeat.actuate;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import org.springframework.lang.Contract;

/**
 * Times and durations as the endpoint shows them.
 */
final class Milliseconds {

	private Milliseconds() {
	}

	/**
	 * Return a time without what is finer than a millisecond.
	 * @param time the time, or {@code null}
	 * @return the time, or {@code null}
	 */
	@Contract("null -> null; !null -> !null")
	static @Nullable Instant truncated(@Nullable Instant time) {
		return (time != null) ? time.truncatedTo(ChronoUnit.MILLIS) : null;
	}

	/**
	 * Return a duration in milliseconds, with the microseconds as decimal places.
	 * @param duration the duration, or {@code null}
	 * @return the milliseconds, or {@code null}
	 */
	static @Nullable Double precise(@Nullable Duration duration) {
		return (duration != null) ? TimeUnit.NANOSECONDS.toMicros(duration.toNanos()) / 1000.0 : null;
	}

	/**
	 * Return a duration in whole milliseconds.
	 * @param duration the duration, or {@code null}
	 * @return the milliseconds, or {@code null}
	 */
	static @Nullable Long whole(@Nullable Duration duration) {
		return (duration != null) ? duration.toMillis() : null;
	}

}
