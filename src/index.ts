// The façade: the whole story of Stemroom, told over a host that has files and sound.
export {};
