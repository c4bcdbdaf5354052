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

/**
 * Is told of the begin and the end of a {@link Connection}, and decides whether it
 * counts. The end may be reported more than once, and from any thread.
 */
interface ConnectionListener {

	/**
	 * A connection is established.
	 * @param connection the connection
	 * @return whether it is the one that counts
	 */
	boolean opened(Connection connection);

	/**
	 * An attempt to connect has taken too long. It may have succeeded while the timer was
	 * on its way here: then it stays.
	 * @param connection the attempt
	 * @param disconnect what ended it
	 */
	void connectTimedOut(Connection connection, Disconnect disconnect);

	/**
	 * A connection is lost, or an attempt to connect has failed.
	 * @param connection the connection
	 * @param disconnect what ended it
	 */
	void lost(Connection connection, Disconnect disconnect);

}
