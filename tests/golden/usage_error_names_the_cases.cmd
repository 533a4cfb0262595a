sockcheck check udp-echo-server --case 'no such*' -- true
