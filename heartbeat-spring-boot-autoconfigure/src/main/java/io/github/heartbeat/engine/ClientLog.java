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
import java.util.Locale;

import io.github.heartbeat.DisconnectCause;
import io.github.heartbeat.HeartbeatClientSettings;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.core.log.LogMessage;
import org.springframework.web.socket.CloseStatus;

/**
 * What one client writes to the log: INFO for open, orderly close and recovery; WARN once
 * when an outage begins, then at attempts 2, 4, 8 and so on; the rest at DEBUG. An
 * ordinary failure of the network has its stack trace there only.
 */
final class ClientLog {

	private static final Log logger = LogFactory.getLog(ClientLog.class);

	private final String name;

	private final String url;

	/** Whether the present outage has been warned about. */
	private volatile boolean warned;

	ClientLog(String name, HeartbeatClientSettings settings) {
		this.name = name;
		this.url = settings.displayUrl();
	}

	void opened(int attempts, @Nullable Duration downtime, @Nullable String subprotocol) {
		this.warned = false;
		String protocol = (subprotocol != null) ? ", subprotocol " + subprotocol : "";
		logger.info("Client '" + this.name + "' is open "
				+ ((downtime != null) ? "again after " + text(downtime) + " and " : "after ") + attempts(attempts)
				+ ": " + this.url + protocol);
	}

	void lost(Disconnect disconnect, Duration lifetime, @Nullable Duration delay) {
		boolean orderly = disconnect.cause() == DisconnectCause.CLOSED_BY_SERVER
				&& (disconnect.code() == CloseStatus.NORMAL.getCode()
						|| disconnect.code() == CloseStatus.GOING_AWAY.getCode()
						|| disconnect.code() == CloseStatus.SERVICE_RESTARTED.getCode());
		String message = "Client '" + this.name + "' lost its connection to " + this.url + " after " + text(lifetime)
				+ ": " + disconnect.describe() + next(delay);
		if (orderly) {
			logger.info(message);
		}
		else {
			logger.warn(message);
			this.warned = true;
		}
		logger.debug(message, disconnect.failure());
	}

	void failed(Disconnect disconnect, int failures, @Nullable Duration delay) {
		String message = "Client '" + this.name + "' can't connect to " + this.url + ", attempt " + failures + ": "
				+ disconnect.describe() + next(delay);
		if (!this.warned || Integer.bitCount(failures) == 1 && failures > 1) {
			logger.warn(message);
			this.warned = true;
		}
		logger.debug(message, disconnect.failure());
	}

	void gaveUp(Disconnect disconnect, int retries) {
		logger.error(LogMessage.format(
				"Client '%s' gives up, retries: %d (%s): it stays down until reconnect() or start() is called",
				this.name, retries, disconnect.describe()));
	}

	void stopped(DisconnectCause cause) {
		logger.info(LogMessage.format("Client '%s' is stopped (%s)", this.name, cause));
	}

	void reconnecting() {
		logger.info(LogMessage.format("Client '%s' reconnects as requested: %s", this.name, this.url));
	}

	void userCodeFailed(String what, @Nullable Throwable failure) {
		String message = "Client '" + this.name + "': " + what;
		if (failure != null) {
			logger.error(message, failure);
		}
		else {
			logger.warn(message);
		}
	}

	private static String next(@Nullable Duration delay) {
		return (delay != null) ? "; next attempt in " + text(delay) : "";
	}

	private static String attempts(int attempts) {
		return (attempts == 1) ? "1 attempt" : attempts + " attempts";
	}

	private static String text(Duration duration) {
		long millis = duration.toMillis();
		if (millis < 1000) {
			return millis + "ms";
		}
		if (millis < 60_000) {
			return String.format(Locale.ROOT, "%.1fs", millis / 1000.0);
		}
		return (millis < 3_600_000) ? duration.toMinutes() + "m " + duration.toSecondsPart() + "s"
				: duration.toHours() + "h " + duration.toMinutesPart() + "m";
	}

}
