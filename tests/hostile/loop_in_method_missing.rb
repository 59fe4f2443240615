# An endless loop in method_missing, called by `its`.
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do
  slow = Object.new
  def slow.method_missing(*)
    loop {}
  end
  describe slow do
    its('anything') { should eq 1 }
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
