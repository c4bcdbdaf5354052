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

package io.github.heartbeat.benchmarks.scale;

import java.util.ArrayList;
import java.util.List;

import org.springframework.util.StringUtils;

/**
 * Heap and threads of idle clients. The heap of one is the slope between few clients and
 * many, which leaves out what the application itself holds. Caches behind soft references
 * do not count, on no side.
 */
final class IdleScenario implements Scenario {

	private static final int FEW = 100;

	/** What is only kept until memory is short does not count. */
	private static final String LIVE_ONLY = "-XX:SoftRefLRUPolicyMSPerMB=0";

	/** For the buffers of Tomcat's that are no matter of the client or the container. */
	static final String SMALL_TOMCAT_BUFFERS = "-Dorg.apache.tomcat.websocket.DEFAULT_BUFFER_SIZE=1024";

	@Override
	public List<Row> run(Forks forks, Parameters options) throws Exception {
		int many = options.getInt("clients", 10_000);
		List<Row> rows = new ArrayList<>();
		Idle raw = measure(forks, options, "raw", many);
		rows.add(row(raw, "raw", many));
		Idle heartbeat = measure(forks, options, "heartbeat", many);
		double added = heartbeat.heap - raw.heap;
		rows.add(row(heartbeat, "default settings", many).against(Jvm.format("raw %.1f KB", raw.heap))
			.ratio(Jvm.format("%+.1f KB", added))
			.must("≤ +3 KB", added <= 3));
		Idle small = measure(forks, options, "heartbeat-1k", many);
		rows.add(row(small, "receive.buffer-size: 1KB", many).must("≤ 36 KB", small.heap <= 36));
		rows.add(row(measure(forks, options, "heartbeat", many, SMALL_TOMCAT_BUFFERS),
				"default settings, Tomcat's DEFAULT_BUFFER_SIZE 1024", many));
		rows.add(row(measure(forks, options, "heartbeat-1k", many, SMALL_TOMCAT_BUFFERS),
				"receive.buffer-size: 1KB, Tomcat's DEFAULT_BUFFER_SIZE 1024", many));
		Idle jetty = measure(forks, options, "heartbeat-jetty", many);
		rows.add(row(jetty, "Jetty's container", many).must("≤ 18 KB", jetty.heap <= 18));
		rows.add(Row.of("Threads at " + many + " idle clients", String.valueOf(heartbeat.threads))
			.against(heartbeat.threadsOfFew + " at " + FEW)
			.must("≤ 40, the same at " + FEW,
					heartbeat.threads <= 40 && Math.abs(heartbeat.threads - heartbeat.threadsOfFew) <= 4));
		return rows;
	}

	private Row row(Idle idle, String what, int many) {
		return Row.of("Heap per idle client at " + many + ", " + what,
				Jvm.format("%.1f KB (and %.1f KB direct)", idle.heap, idle.direct));
	}

	static Idle measure(Forks forks, Parameters options, String peer, int many, String... jvmOptions) throws Exception {
		Parameters parameters = new Parameters().with("peer", peer);
		if (options.find("settle") != null) {
			parameters.with("settle", options.get("settle"));
		}
		if (options.find("seconds") != null) {
			parameters.with("seconds", options.get("seconds"));
		}
		String[] jvm = StringUtils.addStringToArray(jvmOptions, LIVE_ONLY);
		Parameters few = forks.run("idle", parameters(parameters, options, peer, FEW), jvm);
		Parameters more = forks.run("idle", parameters(parameters, options, peer, many), jvm);
		return new Idle(slope(few, more, "heap", many), slope(few, more, "direct", many),
				(int) few.getDouble("threads"), (int) more.getDouble("threads"));
	}

	private static Parameters parameters(Parameters parameters, Parameters options, String peer, int clients) {
		Parameters result = new Parameters(parameters).with("clients", clients);
		if (options.find("histogram") != null) {
			result.with("histogram", options.get("histogram") + "-" + peer + "-" + clients + ".txt");
		}
		return result;
	}

	private static double slope(Parameters few, Parameters more, String name, int many) {
		return (more.getDouble(name) - few.getDouble(name)) / (many - FEW) / 1024;
	}

	/**
	 * What an idle client costs.
	 *
	 * @param heap KB of heap
	 * @param direct KB of direct memory
	 * @param threadsOfFew threads at few clients
	 * @param threads threads at many
	 */
	record Idle(double heap, double direct, int threadsOfFew, int threads) {
	}

}
