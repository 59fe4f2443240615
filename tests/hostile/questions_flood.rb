# Questions to the target for ever, each another.
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do
  i = 0
  loop { file("/etc/#{i += 1}").exist? }
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
