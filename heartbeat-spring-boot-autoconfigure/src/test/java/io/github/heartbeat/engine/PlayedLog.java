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

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import org.slf4j.LoggerFactory;

/**
 * Log of the engine that goes to a callback instead of the console, while it is open.
 */
final class PlayedLog extends UnsynchronizedAppenderBase<ILoggingEvent> implements AutoCloseable {

	private final Logger logger = (Logger) LoggerFactory.getLogger("io.github.heartbeat.engine");

	private final Level level = this.logger.getLevel();

	private Runnable callback = () -> {
	};

	/**
	 * Open the log.
	 * @return the log, to be closed
	 */
	static PlayedLog open() {
		PlayedLog log = new PlayedLog();
		log.setContext(log.logger.getLoggerContext());
		log.start();
		log.logger.addAppender(log);
		log.logger.setAdditive(false);
		log.logger.setLevel(Level.DEBUG);
		return log;
	}

	/**
	 * Set what is called for each line.
	 * @param callback the callback
	 */
	void callback(Runnable callback) {
		this.callback = callback;
	}

	@Override
	protected void append(ILoggingEvent event) {
		this.callback.run();
	}

	@Override
	public void close() {
		this.logger.detachAppender(this);
		this.logger.setAdditive(true);
		this.logger.setLevel(this.level);
		stop();
	}

}
