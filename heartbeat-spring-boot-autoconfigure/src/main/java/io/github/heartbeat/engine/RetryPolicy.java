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

package io.github.heartbeat.engine;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

import io.github.heartbeat.HeartbeatClientSettings.CodeRange;
import io.github.heartbeat.HeartbeatClientSettings.Reconnect;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a client connects again, and after what wait. How it connects is not
 * known here.
 */
final class RetryPolicy {

	private final Reconnect settings;

	private final RandomGenerator random;

	RetryPolicy(Reconnect settings, RandomGenerator random) {
		this.settings = settings;
		this.random = random;
	}

	/**
	 * Return the wait before the next attempt.
	 * @param disconnect what just ended
	 * @param failures the failures in a row, that one included
	 * @return the wait or {@code null} to give up
	 */
	@Nullable Duration next(Disconnect disconnect, int failures) {
		if (!this.settings.enabled() || disconnect.fatal() || isFatal(disconnect)) {
			return null;
		}
		if (this.settings.maxRetries() != null && failures > this.settings.maxRetries()) {
			return null;
		}
		return Backoff.jittered(Backoff.delay(this.settings, failures), this.settings.jitter(), this.random);
	}

	/**
	 * Return whether a connection has lived long enough to forgive the failures before
	 * it. An open alone proves nothing: a server that accepts and drops would be hammered
	 * without end.
	 * @param lifetime how long the connection has been open
	 * @return whether the count of failures starts again
	 */
	boolean isStable(Duration lifetime) {
		return lifetime.compareTo(this.settings.stableAfter()) >= 0;
	}

	private boolean isFatal(Disconnect disconnect) {
		if (disconnect.httpStatus() != null) {
			return contains(this.settings.fatalStatuses(), disconnect.httpStatus());
		}
		return disconnect.byPeer() && contains(this.settings.fatalCloseCodes(), disconnect.code());
	}

	private static boolean contains(List<CodeRange> ranges, int code) {
		return ranges.stream().anyMatch((range) -> range.contains(code));
	}

}
