# What most profiles ask of any system. tests/integration/scan/recordings.rs says what each recorded one must answer.

control('debian') { describe(os) { it { should be_debian } } }
control('redhat') { describe(os) { it { should be_redhat } } }
control('alpine') { describe(os.name) { it { should eq 'alpine' } } }
control('release') { describe(os.release) { it { should match(/\A[0-9]/) } } }
control('package') { describe(package('sample')) { it { should be_installed }; its('version') { should match(/\A1\.2\.3/) } } }
control('dpkg') { describe(package('dpkg')) { it { should be_installed } } }
control('no-package') { describe(package('never-heard-of')) { it { should_not be_installed } } }
control('root') { describe(user('root')) { it { should exist }; its('uid') { should eq 0 }; its('group') { should eq 'root' } } }
control('app') { describe(user('app')) { it { should exist }; its('uid') { should eq 1000 }; its('shell') { should eq '/bin/sh' } } }
control('alice') { describe(user('alice')) { it { should exist } } }
control('nobody-else') { describe(passwd.where { uid.to_i == 0 }) { its('users') { should eq ['root'] } } }
control('mode') { describe(file('/etc/passwd')) { its('mode') { should cmp '0644' }; it { should be_owned_by 'root' } } }
control('shadow') { describe(file('/etc/shadow')) { it { should exist }; it { should_not be_readable.by('others') } } }
control('temporary') { describe(file('/tmp')) { it { should be_directory }; it { should be_sticky } } }
control('shell') { describe(file('/bin/sh')) { it { should be_symlink }; it { should be_executable } } }
control('busybox') { describe(file('/bin/sh')) { its('link_path') { should match(/busybox/) } } }
control('no-telnet') { describe(file('/usr/sbin/telnetd')) { it { should_not exist } } }
control('identity') { describe(command('id -u')) { its('stdout') { should match(/\A[0-9]+\n\z/) }; its('exit_status') { should eq 0 } } }
control('found') { describe(command('sh')) { it { should exist } } }
control('not-found') { describe(command('never-heard-of')) { it { should_not exist } } }
control('processes') { describe(processes('sleep')) { it { should exist } } }
control('login-defs') { describe(login_defs) { its('UMASK') { should match(/\A0[0-9]{2}\z/) } } }
control('kernel') { describe(kernel_parameter('kernel.ostype')) { its('value') { should eq 'Linux' } } }
control('proc') { describe(mount('/proc')) { it { should be_mounted }; its('type') { should eq 'proc' } } }
control('path') { describe(os_env('PATH')) { its('split') { should include('/bin') } } }
