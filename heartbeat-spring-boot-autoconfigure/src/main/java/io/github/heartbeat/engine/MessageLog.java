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

import io.github.heartbeat.HeartbeatMessage;
import io.github.heartbeat.transport.Redactor;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Writes the messages of one client to the log at TRACE, cut and escaped. Only there are
 * payloads ever logged.
 */
final class MessageLog {

	private static final Log logger = LogFactory.getLog(MessageLog.class);

	private final String clientName;

	MessageLog(String clientName) {
		this.clientName = clientName;
	}

	void received(HeartbeatMessage message) {
		if (logger.isTraceEnabled()) {
			logger.trace("Client '" + this.clientName + "' received "
					+ (message.isText() ? describe(message.getText()) : message.getPayloadLength() + " bytes"));
		}
	}

	void sent(OutboundMessage message) {
		if (logger.isTraceEnabled()) {
			logger.trace("Client '" + this.clientName + "' sent " + message.describe());
		}
	}

	/**
	 * Return a text in a form fit for one line of a log.
	 * @param text the text
	 * @return the text, cut and escaped
	 */
	static String describe(String text) {
		return "'" + Redactor.printable(text) + "'";
	}

}
