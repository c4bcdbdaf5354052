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

package io.github.heartbeat.integration;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import org.slf4j.LoggerFactory;

import org.springframework.core.NestedExceptionUtils;

/**
 * All that is logged while it is open: by this project down to DEBUG, by others from INFO
 * on.
 */
final class CapturedLog extends AppenderBase<ILoggingEvent> implements AutoCloseable {

	private final List<String> lines = new CopyOnWriteArrayList<>();

	private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);

	private final Logger project = (Logger) LoggerFactory.getLogger("io.github.heartbeat");

	private final Logger others = (Logger) LoggerFactory.getLogger("org");

	private final Logger spring = (Logger) LoggerFactory.getLogger("org.springframework.web.socket");

	private final Level projectLevel = this.project.getLevel();

	private final Level othersLevel = this.others.getLevel();

	/** Tomcat's own lines, which only an application of Boot's brings together. */
	private final Handler handler = new Handler() {

		@Override
		public void publish(LogRecord entry) {
			CapturedLog.this.lines.add(entry.getLevel() + " " + entry.getLoggerName() + " " + entry.getMessage()
					+ text(entry.getThrown()));
		}

		@Override
		public void flush() {
		}

		@Override
		public void close() {
		}

	};

	private CapturedLog() {
	}

	static CapturedLog open() {
		CapturedLog log = new CapturedLog();
		log.setContext(log.root.getLoggerContext());
		log.start();
		log.root.addAppender(log);
		log.project.setLevel(Level.DEBUG);
		log.others.setLevel(Level.INFO);
		log.spring.setLevel(Level.TRACE);
		java.util.logging.Logger.getLogger("").addHandler(log.handler);
		return log;
	}

	@Override
	protected void append(ILoggingEvent event) {
		String failure = (event.getThrowableProxy() != null) ? ThrowableProxyUtil.asString(event.getThrowableProxy())
				: "";
		this.lines.add(event.getLevel() + " " + event.getLoggerName() + " " + event.getFormattedMessage() + failure);
	}

	private static String text(Throwable thrown) {
		return (thrown != null) ? " " + thrown + " " + NestedExceptionUtils.getMostSpecificCause(thrown) : "";
	}

	List<String> lines() {
		return this.lines;
	}

	/**
	 * Return the lines of this project that are shown where nothing is configured.
	 * @return the lines from INFO on
	 */
	List<String> shown() {
		return this.lines.stream().filter((line) -> !line.startsWith("DEBUG")).toList();
	}

	@Override
	public void close() {
		java.util.logging.Logger.getLogger("").removeHandler(this.handler);
		this.root.detachAppender(this);
		this.project.setLevel(this.projectLevel);
		this.others.setLevel(this.othersLevel);
		this.spring.setLevel(null);
		stop();
	}

}
