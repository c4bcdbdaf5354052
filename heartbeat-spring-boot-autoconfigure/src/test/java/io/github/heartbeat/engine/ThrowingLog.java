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

import java.util.ArrayList;
import java.util.List;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import org.slf4j.LoggerFactory;

/**
 * Appender for all that this project logs, down to TRACE, whose calls can be made to
 * throw. Nobody else sees these lines while it is open.
 */
final class ThrowingLog extends AppenderBase<ILoggingEvent> {

	static final String APPENDER = "appender";

	private final ThrowingCalls calls;

	private final Logger logger = (Logger) LoggerFactory.getLogger("io.github.heartbeat");

	private final List<String> texts = new ArrayList<>();

	private final Level level = this.logger.getLevel();

	private ThrowingLog(ThrowingCalls calls) {
		this.calls = calls;
	}

	static ThrowingLog open(ThrowingCalls calls) {
		ThrowingLog log = new ThrowingLog(calls);
		log.setContext(log.logger.getLoggerContext());
		log.start();
		log.logger.setAdditive(false);
		log.logger.setLevel(Level.TRACE);
		log.logger.addAppender(log);
		return log;
	}

	// What an appender of Logback's base class throws does not reach the caller
	@Override
	public synchronized void doAppend(ILoggingEvent event) {
		this.calls.make(APPENDER);
		this.texts.add(event.getFormattedMessage() + " " + ThrowableProxyUtil.asString(event.getThrowableProxy()));
	}

	@Override
	protected void append(ILoggingEvent event) {
	}

	/**
	 * Return what was logged.
	 * @return messages with their stack traces
	 */
	synchronized List<String> texts() {
		return new ArrayList<>(this.texts);
	}

	void close() {
		this.logger.detachAppender(this);
		this.logger.setLevel(this.level);
		this.logger.setAdditive(true);
		stop();
	}

}
