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

package io.github.heartbeat;

import org.jspecify.annotations.Nullable;

/**
 * Callback interface that can be implemented by a bean wishing to have the texts of
 * messages in recordings. Without one a recording has the kind, the size and the time of
 * each message, and nothing of what it says. Of binary messages it never has more.
 * <p>
 * Called on the thread that writes recordings, so that neither a connection nor a
 * listener waits for it; what comes while it is slow is dropped and counted. What it
 * throws is logged, and the text is left out.
 */
@FunctionalInterface
public interface HeartbeatRecordRedactor {

	/**
	 * Return what is to be recorded of a text message.
	 * @param clientName the plain name of the client
	 * @param text the message
	 * @return the text without what must not be recorded, or {@code null} to leave it out
	 * @throws Exception if the text can't be read
	 */
	@Nullable String redact(String clientName, String text) throws Exception;

}
