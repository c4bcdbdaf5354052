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

import java.util.concurrent.Executor;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * {@link Log} that never throws: neither an appender that fails nor an exception whose
 * message can't be made may end the loop that logs it.
 */
public final class FailsafeLog {

	private final Log log;

	FailsafeLog(Log log) {
		this.log = log;
	}

	/**
	 * Return the log of a class.
	 * @param type the class
	 * @return the log
	 */
	public static FailsafeLog of(Class<?> type) {
		return new FailsafeLog(LogFactory.getLog(type));
	}

	public boolean isDebugEnabled() {
		try {
			return this.log.isDebugEnabled();
		}
		catch (Throwable ex) {
			return false;
		}
	}

	public boolean isTraceEnabled() {
		try {
			return this.log.isTraceEnabled();
		}
		catch (Throwable ex) {
			return false;
		}
	}

	public void error(Object message, @Nullable Throwable failure) {
		log(Level.ERROR, message, failure);
	}

	public void warn(Object message, @Nullable Throwable failure) {
		log(Level.WARN, message, failure);
	}

	/**
	 * Log in the background, for a thread that must not wait for the log.
	 * @param executor runs what logs; where it has no thread, nothing is logged
	 * @param message the message
	 * @param failure what was thrown, or {@code null}
	 */
	public void warn(Executor executor, Object message, @Nullable Throwable failure) {
		log(executor, () -> warn(message, failure));
	}

	/**
	 * Log in the background, for a thread that must not wait for the log.
	 * @param executor runs what logs; where it has no thread, nothing is logged
	 * @param message the message
	 * @param failure what was thrown, or {@code null}
	 */
	public void debug(Executor executor, Object message, @Nullable Throwable failure) {
		log(executor, () -> debug(message, failure));
	}

	private static void log(Executor executor, Runnable task) {
		try {
			executor.execute(task);
		}
		catch (Throwable ex) {
			// There is nobody left to tell
			return;
		}
	}

	public void warn(Object message) {
		log(Level.WARN, message, null);
	}

	public void info(Object message) {
		log(Level.INFO, message, null);
	}

	public void debug(Object message, @Nullable Throwable failure) {
		log(Level.DEBUG, message, failure);
	}

	public void debug(Object message) {
		log(Level.DEBUG, message, null);
	}

	public void trace(Object message) {
		log(Level.TRACE, message, null);
	}

	// One try within the other, not a method of its own: where the stack is at its end,
	// the call would throw
	private void log(Level level, Object message, @Nullable Throwable failure) {
		try {
			write(level, message, failure);
		}
		catch (Throwable ex) {
			try {
				write(level, substitute(message, failure), null);
			}
			catch (Throwable another) {
				// There is nobody left to tell
				return;
			}
		}
	}

	private void write(Level level, Object message, @Nullable Throwable failure) {
		switch (level) {
			case ERROR -> this.log.error(message, failure);
			case WARN -> this.log.warn(message, failure);
			case INFO -> this.log.info(message, failure);
			case DEBUG -> this.log.debug(message, failure);
			case TRACE -> this.log.trace(message, failure);
		}
	}

	private static String substitute(Object message, @Nullable Throwable failure) {
		String text;
		try {
			text = message.toString();
		}
		catch (Throwable ex) {
			text = "A message that can't be made, by a " + ex.getClass().getName();
		}
		return (failure != null) ? text + " (a " + failure.getClass().getName() + " that can't be logged)" : text;
	}

	private enum Level {

		ERROR, WARN, INFO, DEBUG, TRACE

	}

}
