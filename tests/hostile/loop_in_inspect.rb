# An endless loop in inspect, called by a matcher that wants to say what it got.
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

control 'attack' do
  slow = Object.new
  def slow.inspect
    loop {}
  end
  describe slow do
    it { should eq 1 }
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
