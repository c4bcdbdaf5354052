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

package io.github.heartbeat.record;

import org.jspecify.annotations.Nullable;

/**
 * Something that a connection carried, or a part of it.
 *
 * @param recording the recording it belongs to
 * @param nanoTime when it was
 * @param connectionId the connection
 * @param kind what it is
 * @param inbound whether it has arrived
 * @param text the text, of which nothing is copied, or {@code null} where it is not
 * wanted
 * @param size the number of bytes; for the end of a connection the close code
 * @param first whether the message begins with it
 * @param last whether the message ends with it
 * @param index counts the entries of the connection in this direction, so that a part
 * that is missing is noticed
 */
record RecordEntry(Recording recording, long nanoTime, String connectionId, Kind kind, boolean inbound,
		@Nullable String text, int size, boolean first, boolean last, long index) {

	/**
	 * Create the entry that ends a recording.
	 * @param recording the recording
	 * @param nanoTime when it ends
	 * @return the entry
	 */
	static RecordEntry end(Recording recording, long nanoTime) {
		return new RecordEntry(recording, nanoTime, "", Kind.END, true, null, 0, true, true, 0);
	}

	/**
	 * What an entry can be.
	 */
	enum Kind {

		OPEN, TEXT, BINARY, CLOSE, END

	}

}
