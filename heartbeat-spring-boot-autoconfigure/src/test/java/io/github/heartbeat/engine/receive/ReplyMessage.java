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

package io.github.heartbeat.engine.receive;

import java.nio.charset.StandardCharsets;

import io.github.heartbeat.HeartbeatMessage;

/**
 * A text message that may be a reply.
 *
 * @param text the text
 */
record ReplyMessage(String text) implements HeartbeatMessage {

	@Override
	public boolean isText() {
		return true;
	}

	@Override
	public String getText() {
		return this.text;
	}

	@Override
	public byte[] getBytes() {
		return this.text.getBytes(StandardCharsets.UTF_8);
	}

	@Override
	public int getPayloadLength() {
		return getBytes().length;
	}

}
