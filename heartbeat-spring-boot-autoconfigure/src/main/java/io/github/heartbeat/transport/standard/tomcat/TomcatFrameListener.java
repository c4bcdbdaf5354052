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

package io.github.heartbeat.transport.standard.tomcat;

import io.github.heartbeat.transport.FrameListener;
import org.jspecify.annotations.Nullable;

/**
 * Callback interface for what is seen of a connection where its frames are read in
 * Tomcat's place.
 */
public interface TomcatFrameListener extends FrameListener {

	/**
	 * A Close frame has arrived, which Tomcat is about to answer unless it is an answer
	 * itself.
	 * @param code the close code as it was on the wire, 1005 if there was none
	 * @param reason the reason, or {@code null}
	 */
	void closeFrame(int code, @Nullable String reason);

	/**
	 * The connection can't be read any more.
	 * @param failure the failure
	 */
	void failed(Throwable failure);

	/**
	 * Tomcat closes the socket.
	 */
	void disconnected();

}
