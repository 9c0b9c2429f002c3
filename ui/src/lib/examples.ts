/** Commands that send a first datum, for places that are still empty. */

export const SEND_METRIC = 'echo -n "my.metric:42|g|#env:dev" | nc -u -w1 127.0.0.1 8125';
