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
import io.github.heartbeat.engine.concurrent.FailsafeLog;
import org.jspecify.annotations.Nullable;

import org.springframework.web.socket.CloseStatus;

/**
 * Log of one client, each thing once: INFO for open, ready if that is later, orderly
 * close and recovery; WARN once when an outage begins, then at attempts 2, 4, 8 and so
 * on; ERROR for giving up; the rest at DEBUG. An ordinary failure of the network has its
 * stack trace there only.
 */
final class ClientLog {

	private static final FailsafeLog logger = FailsafeLog.of(ClientLog.class);

	private final String name;

	private final String url;

	/** Whether the present outage has been warned about. */
	private boolean warned;

	ClientLog(String name, HeartbeatClientSettings settings) {
		this.name = name;
		this.url = settings.displayUrl();
	}

	/**
	 * Write the line of a transition. Called for one after the other.
	 * @param transition the transition
	 */
	void write(Transition transition) {
		switch (transition.kind()) {
			case OPENED -> opened(transition);
			case LOST -> lost(transition);
			case READY -> logger.info("Client '" + this.name + "' is ready, " + text(transition.lifetime())
					+ " after its connection was opened");
			case FAILED -> failed(transition);
			case GAVE_UP -> gaveUp(transition.disconnected(), transition.retries());
			case RECONNECTING -> {
				this.warned = false;
				logger.info("Client '" + this.name + "' reconnects as requested: " + this.url);
			}
			case STOPPED ->
				logger.info("Client '" + this.name + "' is stopped (" + transition.disconnected().cause() + ")");
			case STARTED -> this.warned = false;
		}
	}

	private void opened(Transition transition) {
		this.warned = false;
		String subprotocol = (transition.connection() != null) ? transition.connection().getSubprotocol() : null;
		String protocol = (subprotocol != null) ? ", subprotocol " + subprotocol : "";
		Duration downtime = transition.downtime();
		logger.info("Client '" + this.name + "' is open "
				+ ((downtime != null) ? "again after " + text(downtime) + " and " : "after ")
				+ attempts(transition.attempts()) + ": " + this.url + protocol);
	}

	private void lost(Transition transition) {
		Disconnect disconnect = transition.disconnected();
		boolean orderly = disconnect.cause() == DisconnectCause.CLOSED_BY_SERVER
				&& (disconnect.code() == CloseStatus.NORMAL.getCode()
						|| disconnect.code() == CloseStatus.GOING_AWAY.getCode()
						|| disconnect.code() == CloseStatus.SERVICE_RESTARTED.getCode());
		Duration delay = transition.delay();
		String message = "Client '" + this.name + "' lost its connection to " + this.url + " after "
				+ text(transition.lifetime()) + ": " + disconnect.describe() + next(delay);
		if (delay == null) {
			// What follows is that the client gives up, and says why
			logger.debug(message);
		}
		else if (orderly) {
			logger.info(message);
		}
		else {
			logger.warn(message);
			stackTrace(disconnect);
			this.warned = true;
		}
	}

	private void failed(Transition transition) {
		Disconnect disconnect = transition.disconnected();
		int failures = transition.attempts();
		Duration delay = transition.delay();
		String message = "Client '" + this.name + "' can't connect to " + this.url + ", attempt " + failures + ": "
				+ disconnect.describe() + next(delay);
		if (delay == null) {
			// As above
			logger.debug(message);
		}
		else if (!this.warned || (Integer.bitCount(failures) == 1 && failures > 1)) {
			logger.warn(message);
			stackTrace(disconnect);
			this.warned = true;
		}
		else {
			logger.debug(message, disconnect.failure());
		}
	}

	private void gaveUp(Disconnect disconnect, int retries) {
		logger.error("Client '" + this.name + "' gives up on " + this.url
				+ ((retries > 0) ? " after " + retries(retries) : "") + ": " + disconnect.describe()
				+ "; it stays down until reconnect() or start() is called", null);
		stackTrace(disconnect);
	}

	// Apart from the line that operators read: the peer may have had a say in a stack
	// trace, and it has more than one line
	private void stackTrace(Disconnect disconnect) {
		if (disconnect.failure() != null) {
			logger.debug("Client '" + this.name + "': the stack trace of that", disconnect.failure());
		}
	}

	/**
	 * Write that there was no room for transitions, since an appender or an observer did
	 * not return.
	 * @param count how many there were
	 */
	void untold(int count) {
		logger.warn("Client '" + this.name + "': a HeartbeatObserver or the log did not return, " + count
				+ " transitions were not told");
	}

	/**
	 * Write how many messages were refused while there was no connection.
	 * @param count how many there were
	 */
	void refused(long count) {
		logger.warn(
				"Client '" + this.name + "': " + count + " messages in all were refused while there was no connection");
	}

	/**
	 * Write a warning.
	 * @param what what to say of the client
	 */
	void warn(String what) {
		logger.warn("Client '" + this.name + "': " + what);
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

	private static String retries(int retries) {
		return (retries == 1) ? "1 retry" : retries + " retries";
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
